package com.jarvis.migrator;

import java.io.PrintStream;
import java.util.function.UnaryOperator;

/**
 * Standard output and standard error. Everything that the migrator prints goes through here, so that no control character of
 * others reaches a terminal or a log.
 */
public final class Console {

    private static volatile UnaryOperator<String> wording = UnaryOperator.identity();

    private Console() {}

    /** Changes the words of everything that the migrator prints, for commands that are typed in another way. */
    public static void reword(UnaryOperator<String> words) {
        wording = words;
    }

    static String worded(String text) {
        return wording.apply(text);
    }

    /** Standard output as it is now, which prints text as {@link Printable#text} shows it. */
    public static PrintStream out() {
        return PrintableStream.over(System.out);
    }

    /** Standard error as it is now, which prints text as {@link Printable#text} shows it. */
    public static PrintStream err() {
        return PrintableStream.over(System.err);
    }

    /** Standard output for our own escape sequences; what others wrote must be printable before. */
    public static PrintStream raw() {
        return PrintableStream.raw(System.out);
    }

    /** Prints what libraries have written without a line break at the end. */
    public static void flush() {
        System.out.flush();
        System.err.flush();
    }

    /**
     * Does work while what anybody prints to standard output and standard error is printable, libraries and changesets included.
     *
     * @throws Exception what the work throws
     */
    public static void guarded(Work work) throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        guardOut();
        guardErr();
        try {
            work.run();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** Work that may throw. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** Replaces the process's standard output, for what libraries print. */
    public static void guardOut() {
        System.setOut(out());
    }

    /** Replaces the process's standard error, for what libraries print. */
    public static void guardErr() {
        System.setErr(err());
    }
}
