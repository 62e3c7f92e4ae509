package com.jarvis.migrator.hibernate;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;

/** Mappings that Hibernate refuses, one mistake each. */
final class Broken {

    private Broken() {}

    @Entity
    static class NoId {
        String name;
    }

    static class Plain {}

    @Entity
    static class ToNoEntity {
        @Id
        Long id;

        @ManyToOne
        Plain plain;
    }

    @Entity
    static class Child {
        @Id
        Long id;
    }

    @Entity
    static class UnknownMappedBy {
        @Id
        Long id;

        @OneToMany(mappedBy = "parent")
        List<Child> children;
    }

    @Entity
    static class ColumnTwice {
        @Id
        Long id;

        @Column(name = "title")
        String one;

        @Column(name = "title")
        String two;
    }

    @Entity(name = "Same")
    @Table(name = "one")
    static class SameName1 {
        @Id
        Long id;
    }

    @Entity(name = "Same")
    @Table(name = "two")
    static class SameName2 {
        @Id
        Long id;
    }

    @Entity
    @Table(name = "shared")
    static class TableTwice1 {
        @Id
        Long id;
    }

    @Entity
    @Table(name = "shared")
    static class TableTwice2 {
        @Id
        Long id;
    }

    static class NoConstructor implements AttributeConverter<String, Integer> {
        NoConstructor(int argument) {
            throw new IllegalArgumentException("argument " + argument);
        }

        @Override
        public Integer convertToDatabaseColumn(String attribute) {
            return null;
        }

        @Override
        public String convertToEntityAttribute(Integer column) {
            return null;
        }
    }

    @Entity
    static class BadConverter {
        @Id
        Long id;

        @Convert(converter = NoConstructor.class)
        String text;
    }

    @Entity
    static class BadTypeCode {
        @Id
        Long id;

        @JdbcTypeCode(4711)
        String text;
    }

    @Entity
    static class NoType {
        @Id
        Long id;

        Runnable task;
    }

    @Entity
    @Table(indexes = @jakarta.persistence.Index(columnList = "nowhere"))
    static class IndexOnNothing {
        @Id
        Long id;
    }
}
