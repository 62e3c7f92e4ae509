package com.jarvis.migrator.liquibase;

import com.jarvis.migrator.liquibase.goal.HeadRecord;
import com.jarvis.migrator.liquibase.head.HeadIndex;
import java.nio.file.Path;

/** A step of the build: writes the index of the changelog that the runnable jar will hold. */
public final class Pack {

    private Pack() {}

    /** @param arguments the folder of the changelog, and the one whose files are packed */
    public static void main(String[] arguments) throws Exception {
        HeadRecord.pack(
                Path.of(arguments[0]).toAbsolutePath().getParent(),
                Path.of(arguments[1]).resolve(HeadIndex.PACKED));
    }
}
