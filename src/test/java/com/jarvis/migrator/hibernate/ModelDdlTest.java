package com.jarvis.migrator.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jarvis.migrator.MigratorException;
import com.jarvis.testing.TestDatabase;
import com.jarvis.testing.TestProject;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.Comment;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.View;
import org.hibernate.boot.Metadata;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

class ModelDdlTest {

    enum Size {
        SMALL,
        LARGE
    }

    @Entity
    @Table(name = "shirt", schema = "wardrobe", indexes = @Index(name = "ix_shirt_label", columnList = "label"))
    static class Shirt {
        @Id
        @GeneratedValue(strategy = GenerationType.TABLE)
        Long id;

        @Comment("What the label says")
        String label;

        @Enumerated(EnumType.STRING)
        @JdbcTypeCode(SqlTypes.NAMED_ENUM)
        Size size;
    }

    @Entity
    @Immutable
    @View(query = "select id, label from wardrobe.shirt")
    @Table(name = "labels")
    static class Label {
        @Id
        Long id;

        String label;
    }

    @Entity(name = "Drawer")
    @Table(name = "drawer", indexes = @Index(name = "ix_drawer_shirt", columnList = "shirt_id, colour"))
    static class Drawer {
        @Id
        Long id;

        @ManyToOne
        Shirt shirt;

        @Embedded
        Paint paint;

        @ElementCollection
        Set<String> tags;

        @Column(columnDefinition = "no_such_type")
        String wrong;
    }

    @Embeddable
    static class Paint {
        String colour;
    }

    @Test
    void is_what_hibernates_export_would_run_and_its_rows_apart() throws MigratorException {
        ModelDdl ddl = ModelDdl.of(boot(Shirt.class, Label.class));

        assertThat(ddl.commands())
                .containsExactly(
                        "create schema wardrobe",
                        "create type Size as enum ('LARGE','SMALL')",
                        "create cast (varchar as Size) with inout as implicit",
                        "create cast (Size as varchar) with inout as implicit",
                        """
                        create table wardrobe.shirt (id bigint not null, label varchar(255), size Size, primary key (id))""",
                        "comment on column wardrobe.shirt.label is 'What the label says'",
                        "create index ix_shirt_label on wardrobe.shirt (label)",
                        """
                        create table hibernate_sequences (next_val bigint, sequence_name varchar(255) not null, \
                        primary key (sequence_name))""",
                        "create view labels as select id, label from wardrobe.shirt");
        assertThat(ddl.data())
                .containsExactly("insert into hibernate_sequences(sequence_name, next_val) values ('default',0)");
    }

    @Test
    void postgresql_runs_it() throws Exception {
        ModelDdl ddl = ModelDdl.of(boot(Shirt.class, Label.class));

        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String command : ddl.commands()) {
                statement.execute(command);
            }
            for (String row : ddl.data()) {
                statement.execute(row);
            }
            assertThat(statement.executeQuery("select id, label from labels").next())
                    .isFalse();
        }
    }

    @Test
    void a_command_that_postgresql_refuses_is_traced_to_its_attribute() throws Exception {
        Metadata model = boot(Shirt.class, Drawer.class);
        String command = ModelDdl.of(model).commands().stream()
                .filter(each -> each.startsWith("create table drawer "))
                .findFirst()
                .orElseThrow();

        try (TestDatabase database = TestDatabase.create();
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(command))
                    .isInstanceOfSatisfying(PSQLException.class, refused -> assertThat(new AttributeLocator(model)
                                    .of(command, refused.getServerErrorMessage().getPosition()))
                            .contains(name(Drawer.class) + ".wrong"));
        }
    }

    @Test
    void every_kind_of_command_is_traced_to_its_attributes() throws MigratorException {
        Metadata model = boot(Shirt.class, Drawer.class, Label.class);
        AttributeLocator origin = new AttributeLocator(model);
        String drawer = name(Drawer.class);

        assertThat(origin.of("create index ix_drawer_shirt on drawer (shirt_id, colour)", 0))
                .contains(drawer + ".shirt, " + drawer + ".paint.colour");
        assertThat(origin.of("comment on column wardrobe.shirt.label is 'What the label says'", 0))
                .contains(name(Shirt.class) + ".label");
        assertThat(origin.of("create view labels as select id, label from wardrobe.shirt", 0))
                .contains(name(Label.class));
        assertThat(origin.of("create schema wardrobe", 0)).isEmpty();
        String shirt =
                "create table wardrobe.shirt (id bigint not null, label varchar(255), size Size, primary key (id))";
        assertThat(origin.of(shirt, shirt.indexOf("varchar"))).contains(name(Shirt.class) + ".label");
        assertThat(origin.of(shirt, shirt.indexOf("(id))") + 1)).contains(name(Shirt.class));
        assertThat(origin.attributeOf("drawer_tags", "tags")).contains(drawer + ".tags");
        assertThat(origin.attributeOf("drawer", "colour")).contains(drawer + ".paint.colour");
        assertThat(origin.attributeOf("drawer", "nothing")).isEmpty();
    }

    @Test
    void it_is_the_same_for_every_version_of_postgresql() throws Exception {
        ModelDdl oldest = ModelDdl.of(boot(Shirt.class, Drawer.class, Label.class));

        for (int version = 15; version <= 18; version++) {
            Map<String, String> settings = new HashMap<>(TestProject.NAMING);
            settings.put("jakarta.persistence.database-major-version", "" + version);
            assertThat(ModelDdl.of(Mapping.of(
                            ModelClasses.of(Shirt.class, Drawer.class, Label.class),
                            settings,
                            ModelDdlTest.class.getClassLoader())))
                    .isEqualTo(oldest);
        }
    }

    private static String name(Class<?> type) {
        return type.getCanonicalName();
    }

    private static Metadata boot(Class<?>... classes) throws MigratorException {
        return Mapping.of(ModelClasses.of(classes), TestProject.NAMING, ModelDdlTest.class.getClassLoader());
    }
}
