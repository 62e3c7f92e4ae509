package com.jarvis.migrator;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** A stream on which text appears as {@link Printable} shows it. A line that is written as bytes appears when it ends. */
final class PrintableStream extends PrintStream {

    private final PrintStream raw;

    private PrintableStream(PrintStream raw) {
        super(new Lines(raw), false, Charset.defaultCharset());
        this.raw = raw;
    }

    /** The stream itself if it is printable already. */
    static PrintableStream over(PrintStream stream) {
        return stream instanceof PrintableStream printable ? printable : new PrintableStream(stream);
    }

    /** The stream below, for our own escape sequences. */
    static PrintStream raw(PrintStream stream) {
        return stream instanceof PrintableStream printable ? printable.raw : stream;
    }

    @Override
    public void print(String text) {
        flush();
        raw.print(Printable.text(Console.worded(String.valueOf(text))));
    }

    /** With its line break, so that lines of several threads stay whole. */
    @Override
    public void println(String text) {
        flush();
        raw.println(Printable.text(Console.worded(String.valueOf(text))));
    }

    @Override
    public void println(Object object) {
        println(String.valueOf(object));
    }

    /** Bytes in the default charset, as writers of libraries send them. */
    private static final class Lines extends OutputStream {

        private final PrintStream raw;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        private Lines(PrintStream raw) {
            this.raw = raw;
        }

        @Override
        public void write(int b) {
            line.write(b);
            if (b == '\n') {
                flush();
            }
        }

        @Override
        public void flush() {
            if (line.size() > 0) {
                raw.print(Printable.text(line.toString(Charset.defaultCharset())));
                line.reset();
            }
            raw.flush();
        }
    }
}
