package com.jarvis.migrator.changelog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.error.YAMLException;

/** A master changelog in YAML. */
record YamlMaster() implements MasterFormat {

    @Override
    public String master(String entries) {
        return "databaseChangeLog:" + (entries.isEmpty() ? " []" : "\n" + entries);
    }

    @Override
    public List<String> includes(String text) throws UnsuitableForm {
        try {
            return includes(YamlDocument.parse(text));
        } catch (YAMLException e) {
            throw new UnsuitableForm(
                    "a YAML changelog: " + e.getMessage().lines().findFirst().orElse(""), e);
        }
    }

    static List<String> includes(Object root) throws UnsuitableForm {
        if (!(root instanceof Map<?, ?> map) || !map.containsKey("databaseChangeLog")) {
            throw new UnsuitableForm("a YAML changelog: there is no databaseChangeLog in it");
        }
        Object list = map.get("databaseChangeLog");
        if (list != null && !(list instanceof List<?>)) {
            throw new UnsuitableForm("a YAML changelog: databaseChangeLog is not a list");
        }
        List<String> files = new ArrayList<>();
        for (Object entry : list == null ? List.of() : (List<?>) list) {
            if (entry instanceof Map<?, ?> e && e.containsKey("include")) {
                files.add(
                        String.valueOf(YamlDocument.attributes(e.get("include")).get("file")));
            }
        }
        return files;
    }

    @Override
    public String append(String text, String relative, UnaryOperator<String> besides) throws UnsuitableForm {
        try {
            return new MasterText(text).append(relative, besides);
        } catch (YAMLException | IndexOutOfBoundsException e) {
            throw new UnsuitableForm(e.getMessage(), e);
        }
    }

    @Override
    public String replace(String text, List<Integer> replaced, String fileName) throws UnsuitableForm {
        return YamlIncludes.replace(text, replaced, fileName);
    }

    @Override
    public String entry(String file, boolean isRelative) {
        return "- include:\n    file: " + file + (isRelative ? "\n    relativeToChangelogFile: true" : "");
    }
}
