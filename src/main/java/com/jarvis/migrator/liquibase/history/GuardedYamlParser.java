package com.jarvis.migrator.liquibase.history;

import com.jarvis.migrator.changelog.ChangelogCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.exception.ChangeLogParseException;
import liquibase.parser.core.yaml.YamlChangeLogParser;
import liquibase.resource.Resource;
import liquibase.resource.ResourceAccessor;

/**
 * Reads YAML changelogs as Liquibase does, but refuses aliases that explode: Liquibase sets no limit and copies what each alias
 * stands for (YamlParser.createLoaderOptions, 5.0.4), so a file of a few lines would occupy all memory.
 */
public class GuardedYamlParser extends YamlChangeLogParser {

    private static final Pattern ALIAS = Pattern.compile("[\\s\\[,]\\*\\w");

    @Override
    public int getPriority() {
        return PRIORITY_DATABASE;
    }

    @Override
    public DatabaseChangeLog parse(String path, ChangeLogParameters parameters, ResourceAccessor files)
            throws ChangeLogParseException {
        try {
            Resource file = files.get(path);
            if (file.exists() && hasManyAliases(file)) {
                ChangelogCheck.check(path, files);
            }
        } catch (Exception e) {
            throw new ChangeLogParseException(e.getMessage(), e);
        }
        return super.parse(path, parameters, files);
    }

    private static boolean hasManyAliases(Resource file) throws IOException {
        try (InputStream in = file.openInputStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return ALIAS.matcher(text)
                    .results()
                    .skip(ChangelogCheck.MOST_ALIASES)
                    .findAny()
                    .isPresent();
        }
    }
}
