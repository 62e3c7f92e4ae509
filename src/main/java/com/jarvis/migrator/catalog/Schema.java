package com.jarvis.migrator.catalog;

import com.jarvis.migrator.Printable;

/** A schema other than the default one. */
public record Schema(String name) implements SchemaObject {

    @Override
    public String kind() {
        return "schema";
    }

    @Override
    public String label() {
        return Printable.line(name);
    }

    @Override
    public Name relation() {
        return null;
    }

    @Override
    public Name table() {
        return null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.schema(this);
    }
}
