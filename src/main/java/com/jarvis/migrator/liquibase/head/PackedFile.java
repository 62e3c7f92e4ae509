package com.jarvis.migrator.liquibase.head;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/** A file of the changelog that is packed into the runnable jar, by its name there, its size and its CRC-32. */
final class PackedFile {

    private PackedFile() {}

    /**
     * The state of a file as it will be in the jar.
     *
     * @param root the folder whose files are at the root of the jar
     * @param name of the file, relative to that folder
     */
    static FileState of(Path root, String name) throws IOException {
        Path file = root.resolve(name);
        if (Files.notExists(file)) {
            return new FileState(name, FileState.MISSING, 0, 0, "");
        }
        byte[] content = Files.readAllBytes(file);
        CRC32 crc = new CRC32();
        crc.update(content);
        return new FileState(name, content.length, crc.getValue(), 0, "");
    }

    /** Whether the jar has the file as it was. Only the jar's directory is read. */
    static boolean isSame(JarFile jar, FileState file) {
        ZipEntry entry = jar.getEntry(file.path());
        return file.size() == FileState.MISSING
                ? entry == null
                : entry != null && entry.getSize() == file.size() && entry.getCrc() == file.modified();
    }
}
