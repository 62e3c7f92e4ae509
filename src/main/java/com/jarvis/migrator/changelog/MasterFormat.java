package com.jarvis.migrator.changelog;

import java.util.List;
import java.util.function.UnaryOperator;

/** The format of a master changelog. */
interface MasterFormat {

    /**
     * The master is not a changelog, or has a form to which no include can be added safely. The message says what it is not.
     */
    final class UnsuitableForm extends Exception {

        private static final long serialVersionUID = 1;

        UnsuitableForm(String message) {
            super(message);
        }

        UnsuitableForm(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The format that Liquibase chooses for a file of this name; XML, JSON or, for any other name, YAML. */
    static MasterFormat of(String file) {
        if (XmlChangelog.isNamed(file)) {
            return new XmlMaster();
        }
        return file.endsWith(".json") ? new JsonMaster() : new YamlMaster();
    }

    /**
     * A master changelog.
     *
     * @param entries its includes; may be empty
     */
    String master(String entries);

    /** A master changelog without includes. */
    default String empty() {
        return master("");
    }

    /**
     * The files that a master includes, as written there, in their order.
     *
     * @throws UnsuitableForm if it is not a changelog in this format
     */
    List<String> includes(String text) throws UnsuitableForm;

    /**
     * A master with another include at its end, in the style of the last one; no other byte is changed.
     *
     * @param relative the migration's path, relative to the master
     * @param besides the migration's path from the root at which another include starts, for a master whose paths are not relative
     * @throws UnsuitableForm if the list has a form to which nothing can be added
     */
    String append(String text, String relative, UnaryOperator<String> besides) throws UnsuitableForm;

    /**
     * A master in which one include stands for several, in the place and the style of the last of them; no other byte is changed.
     *
     * @param replaced the numbers of those that go among all includes, ascending
     * @param fileName the name of the new file, which is in the folder of the last one
     * @throws UnsuitableForm if that is not safe; the message says why
     */
    String replace(String text, List<Integer> replaced, String fileName) throws UnsuitableForm;

    /** The text that includes a file. */
    String entry(String file, boolean isRelative);
}
