package com.jarvis.migrator.sql;

import com.jarvis.migrator.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tokens of SQL text, by the lexical rules of PostgreSQL (manual, 4.1; src/backend/parser/scan.l) with
 * {@code standard_conforming_strings} on. Accepts any text: invalid characters become punctuation.
 */
public final class SqlTokens {

    private static final Pattern TOKEN =
            Pattern.compile("""
            (?<space>\\s++)\
            |(?<comment>--[^\\n\\r]*+|/\\*)\
            |(?<string>[eE]'(?:[^'\\\\]++|\\\\.|'')*+'(?:NEWLINE'(?:[^'\\\\]++|\\\\.|'')*+')*+\
            |(?:[uU]&|[bBxXnN])?'(?:[^']++|'')*+'(?:NEWLINE'(?:[^']++|'')*+')*+\
            |(?<quote>\\$(?:[A-Za-z_\\x{80}-\\x{10FFFF}][\\w\\x{80}-\\x{10FFFF}]*+)?\\$).*?\\k<quote>)\
            |(?<quoted>(?:[uU]&)?"(?:[^"]++|"")*+")\
            |(?<word>[A-Za-z_\\x{80}-\\x{10FFFF}][\\w$\\x{80}-\\x{10FFFF}]*+)\
            |(?<parameter>\\$\\d++)\
            |(?<number>0[xX][\\da-fA-F_]++|0[oO][0-7_]++|0[bB][01_]++|(?:\\d[\\d_]*+(?:\\.(?!\\.)[\\d_]*+)?|\\.\\d[\\d_]*+)(?:[eE][+-]?\\d++)?)\
            |(?<operator>(?:(?!--|/\\*)[-+*/<>=~!@#%^&|`?])++)\
            |(?<punctuation>::|\\.\\.|:=|.)""".replace("NEWLINE", "[ \\t\\f\\x0B]*+[\\n\\r]\\s*+"), Pattern.DOTALL);

    private static final Pattern COMMENT_MARK = Pattern.compile("/\\*|\\*/");

    private final List<Token> all;
    private final List<Token> meaningful;

    private SqlTokens(List<Token> all) {
        this.all = all;
        this.meaningful = all.stream().filter(token -> !token.isBlank()).toList();
    }

    /** Splits SQL text into tokens; null has none. */
    public static SqlTokens of(String sql) {
        List<Token> all = new ArrayList<>();
        Matcher token = TOKEN.matcher(sql == null ? "" : sql);
        int start = 0;
        while (start < token.regionEnd() && token.find(start)) {
            Kind kind = kind(token);
            int end =
                    switch (kind) {
                        case COMMENT -> token.group().startsWith("/*") ? endOfComment(sql, start) : token.end();
                        case OPERATOR -> start + operator(token.group());
                        default -> token.end();
                    };
            all.add(new Token(kind, sql.substring(start, end), start));
            start = end;
        }
        return new SqlTokens(List.copyOf(all));
    }

    private static Kind kind(Matcher token) {
        if (token.group("space") != null) {
            return Kind.SPACE;
        } else if (token.group("comment") != null) {
            return Kind.COMMENT;
        } else if (token.group("string") != null) {
            return Kind.STRING;
        } else if (token.group("quoted") != null) {
            return Kind.QUOTED_NAME;
        } else if (token.group("word") != null) {
            return Kind.WORD;
        } else if (token.group("parameter") != null) {
            return Kind.PARAMETER;
        } else if (token.group("number") != null) {
            return Kind.NUMBER;
        }
        return token.group("operator") != null ? Kind.OPERATOR : Kind.PUNCTUATION;
    }

    /** Block comments nest (manual, 4.1.5). */
    private static int endOfComment(String sql, int start) {
        Matcher mark = COMMENT_MARK.matcher(sql);
        int depth = 0;
        for (int from = start; mark.find(from); from = mark.end()) {
            depth += mark.group().equals("/*") ? 1 : -1;
            if (depth == 0) {
                return mark.end();
            }
        }
        return sql.length();
    }

    /** An operator of several characters may end with + or - only if it contains one of ~!@#%^&|`? (manual, 4.1.3). */
    private static int operator(String text) {
        int length = text.length();
        if (text.chars().noneMatch(c -> "~!@#%^&|`?".indexOf(c) >= 0)) {
            while (length > 1 && "+-".indexOf(text.charAt(length - 1)) >= 0) {
                length--;
            }
        }
        return length;
    }

    /** All tokens, including white space and comments: their texts joined are the SQL text. */
    public List<Token> all() {
        return all;
    }

    /** The tokens without white space and comments. */
    public List<Token> meaningful() {
        return meaningful;
    }

    /** A cursor before the first token; it skips white space and comments. */
    public TokenCursor cursor() {
        return new TokenCursor(meaningful);
    }

    /**
     * The tokens, with each string constant replaced by the tokens of its value. Use it to also read the statements inside
     * DO blocks and EXECUTE. The start of a token is its index in the text that it was read from.
     */
    public SqlTokens nested() {
        return new SqlTokens(all.stream()
                .flatMap(token -> token.isString() ? of(token.value()).nested().all.stream() : Stream.of(token))
                .toList());
    }

    /** The names and key words in order, as {@link Token#name()} returns them. */
    public Stream<String> names() {
        return all.stream().filter(Token::isName).map(Token::name);
    }

    /** The values of the string constants, in order. */
    public List<String> literals() {
        return all.stream().filter(Token::isString).map(Token::value).toList();
    }

    /**
     * Whether the text contains this identifier outside of strings and comments.
     *
     * @param identifier as the catalog stores it, without quotes
     */
    public boolean mentions(String identifier) {
        return names().anyMatch(identifier::equals);
    }

    /** Whether the text starts with these key words or punctuation marks, ignoring case, white space and comments. */
    public boolean startWith(String... words) {
        return startAt(0, words);
    }

    /** Whether the text contains these key words or punctuation marks in a row. */
    public boolean contain(String... words) {
        return IntStream.range(0, meaningful.size()).anyMatch(i -> startAt(i, words));
    }

    private boolean startAt(int index, String... words) {
        for (int i = 0; i < words.length; i++) {
            if (index + i >= meaningful.size() || !meaningful.get(index + i).is(words[i])) {
                return false;
            }
        }
        return true;
    }

    /** The texts in the parentheses that follow one of these key words. */
    public List<String> parenthesesAfter(String... words) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i + 1 < meaningful.size(); i++) {
            if (Stream.of(words).anyMatch(meaningful.get(i)::is)
                    && meaningful.get(i + 1).is("(")) {
                textUntilClosed(i + 1).ifPresent(texts::add);
            }
        }
        return texts;
    }

    private Optional<String> textUntilClosed(int open) {
        int depth = 0;
        for (int i = open; i < meaningful.size(); i++) {
            depth += meaningful.get(i).is("(") ? 1 : meaningful.get(i).is(")") ? -1 : 0;
            if (depth == 0) {
                return Optional.of(text().substring(
                                meaningful.get(open).end(), meaningful.get(i).start()));
            }
        }
        return Optional.empty();
    }

    /** Joins the texts that the function returns for all tokens, including white space and comments. */
    public String map(Function<Token, String> text) {
        return all.stream().map(text).collect(Collectors.joining());
    }

    /** The names in the CREATE SCHEMA statements of the text. */
    public List<String> createdSchemas() {
        List<String> names = new ArrayList<>();
        for (TokenCursor cursor = cursor(); cursor.hasNext(); ) {
            if (cursor.take("create", "schema")) {
                cursor.take("if", "not", "exists");
                cursor.takeName()
                        .filter(name -> !name.is("authorization"))
                        .map(Token::name)
                        .ifPresent(names::add);
            } else {
                cursor.skip();
            }
        }
        return names;
    }

    /**
     * The names that follow these key words, whether or not {@code IF EXISTS} comes in between.
     *
     * @return the names as SQL writes them, quoted where PostgreSQL needs it
     */
    public List<String> namesAfter(String... words) {
        List<String> names = new ArrayList<>();
        for (TokenCursor cursor = cursor(); cursor.hasNext(); ) {
            if (cursor.take(words)) {
                cursor.take("if", "exists");
                List<String> parts = new ArrayList<>();
                do {
                    cursor.takeName().map(Token::name).map(Identifiers::quote).ifPresent(parts::add);
                } while (cursor.take("."));
                names.add(String.join(".", parts));
            } else {
                cursor.skip();
            }
        }
        return names;
    }

    /** Whether the statement contains the key word {@code CONCURRENTLY}, so that it cannot run in a transaction. */
    public boolean isConcurrent() {
        return contain("concurrently");
    }

    /** The text with {@code CONCURRENTLY} removed from index statements, so that they can run in a transaction. */
    public String withoutConcurrently() {
        StringBuilder result = new StringBuilder();
        Token before = null;
        for (int i = 0; i < all.size(); i++) {
            Token token = all.get(i);
            if (token.is("concurrently") && before != null && before.is("index")) {
                while (i + 1 < all.size() && all.get(i + 1).kind() == Kind.SPACE) {
                    i++;
                }
            } else {
                result.append(token.text());
            }
            before = token.isBlank() ? before : token;
        }
        return result.toString();
    }

    /**
     * The statement with {@code CONCURRENTLY} added after {@code CREATE INDEX}, {@code CREATE UNIQUE INDEX} or {@code DROP
     * INDEX}; any other statement is returned unchanged.
     */
    public String concurrently() {
        boolean isIndex = Stream.of("create index", "create unique index", "drop index")
                .anyMatch(words -> startWith(words.split(" ")));
        if (!isIndex || isConcurrent()) {
            return text();
        }
        Token index =
                all.stream().filter(token -> token.is("index")).findFirst().orElseThrow();
        String word = index.text().equals("INDEX") ? " CONCURRENTLY" : " concurrently";
        return map(token -> token == index ? token.text() + word : token.text());
    }

    /** The SQL text. */
    public String text() {
        return map(Token::text);
    }

    /** The text without comments, and with each run of white space outside of strings and quoted names as one blank. */
    public String plain() {
        StringBuilder result = new StringBuilder();
        int end = 0;
        for (Token token : meaningful) {
            result.append(token.start() > end && end > 0 ? " " : "").append(token.text());
            end = token.end();
        }
        return result.toString();
    }
}
