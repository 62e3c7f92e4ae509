package com.jarvis.migrator.changelog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A file of a changelog as maps, lists and scalars. */
final class YamlDocument {

    private YamlDocument() {}

    /**
     * Parses a text. A key that occurs twice in a map is an error (YAML 1.2, 3.2.1.3): Liquibase would ignore the first block.
     *
     * @throws org.yaml.snakeyaml.error.YAMLException if it is not YAML
     */
    static Object parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(ChangelogCheck.MOST_ALIASES);
        options.setCodePointLimit(Integer.MAX_VALUE); // as Liquibase: the file is on this machine's disk already
        return new Yaml(new SafeConstructor(options)).load(text);
    }

    /** The attributes of an entry, which Liquibase takes from a map or from a list of maps; none if it is neither. */
    static Map<?, ?> attributes(Object entry) {
        Map<Object, Object> attributes = new LinkedHashMap<>();
        List<?> parts = entry instanceof List<?> list ? list : Collections.singletonList(entry);
        for (Object part : parts) {
            if (part instanceof Map<?, ?> map) {
                map.forEach(attributes::putIfAbsent);
            }
        }
        return attributes;
    }
}
