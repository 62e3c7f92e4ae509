package com.jarvis.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.Charset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final PrintStream original = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(printed, true, Charset.defaultCharset()));
    }

    @AfterEach
    void restore() {
        System.setOut(original);
    }

    @Test
    void each_way_to_print_is_printable() {
        Console.out().println("a\u001b");
        Console.out().println((Object) "b\u001b");
        Console.out().print("c\u001b\n");
        Console.out().printf("%s %d\n", "d\u001b", 1);
        assertThat(printed()).isEqualTo("a\\u001B%nb\\u001B%nc\\u001B\nd\\u001B 1\n".formatted());
    }

    @Test
    void what_a_library_writes_is_printable_once_it_is_guarded() throws Exception {
        Console.guardOut();
        Writer writer = new OutputStreamWriter(System.out, Charset.defaultCharset());
        writer.write("a\u001b[2J\n::error::b\n" + "c".repeat(10_000) + "\n::error::d");
        writer.flush();
        System.out.println("e\u001b");
        System.out.write('f');
        Console.flush();
        assertThat(printed())
                .isEqualTo("a\\u001B[2J\n\\u003A:error::b\n" + "c".repeat(10_000)
                        + "\n\\u003A:error::de\\u001B%nf".formatted());
    }

    @Test
    void a_guarded_stream_is_not_guarded_again_and_our_own_escape_sequences_pass() {
        Console.guardOut();
        Console.guardOut();
        assertThat(Console.out()).isSameAs(System.out);
        Console.raw().print("\r\u001b[K");
        assertThat(printed()).isEqualTo("\r\u001b[K");
    }

    private String printed() {
        return printed.toString(Charset.defaultCharset());
    }
}
