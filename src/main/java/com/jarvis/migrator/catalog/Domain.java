package com.jarvis.migrator.catalog;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A domain: a type with a default and constraints. Hibernate has no annotation for one; an auxiliary database object of the
 * mapping creates it, and a {@code columnDefinition} names it.
 *
 * @param base the type that it is over, as {@code format_type()} prints it
 * @param collation the collation where it is not the type's own, quoted, or null
 * @param defaultValue as {@code pg_get_expr()} prints it, or null
 * @param checks its CHECKs, in the order of their names
 * @param comment its comment, or null
 */
public record Domain(
        Name name,
        String base,
        String collation,
        boolean notNull,
        String defaultValue,
        List<Check> checks,
        String comment)
        implements SchemaObject.Named {

    /** @param condition as {@code pg_get_expr()} prints it; the value is called {@code VALUE} */
    public record Check(String name, Expression condition) implements Serializable {}

    /** The CHECK of that name, if there is one. */
    public Optional<Check> check(String other) {
        return checks.stream().filter(check -> check.name().equals(other)).findFirst();
    }

    /** The same domain under another name. */
    public Domain named(Name other) {
        return new Domain(other, base, collation, notNull, defaultValue, checks, comment);
    }

    /** The same domain over another type, with another default or none. */
    public Domain over(String otherBase, String otherDefault) {
        return new Domain(name, otherBase, collation, notNull, otherDefault, checks, comment);
    }

    /** The same domain with other CHECKs. */
    public Domain withChecks(List<Check> others) {
        return new Domain(name, base, collation, notNull, defaultValue, others, comment);
    }

    /** The same domain with another comment, or none. */
    public Domain withComment(String other) {
        return new Domain(name, base, collation, notNull, defaultValue, checks, other);
    }

    @Override
    public String kind() {
        return "domain";
    }

    @Override
    public Name table() {
        return null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.domain(this);
    }
}
