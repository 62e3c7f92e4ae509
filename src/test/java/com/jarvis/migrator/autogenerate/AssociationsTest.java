package com.jarvis.migrator.autogenerate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.changelog.Migration;
import com.jarvis.migrator.hibernate.HibernateModel;
import com.jarvis.migrator.hibernate.Mapping;
import com.jarvis.migrator.hibernate.ModelClasses;
import com.jarvis.migrator.operation.OperationText;
import com.jarvis.testing.TestProject;
import com.jarvis.testing.TestSet;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ConstraintMode;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinColumns;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyJoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.NotFound;
import org.hibernate.annotations.NotFoundAction;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hibernate finds the same rows at the other end of each association, before and after its columns refer to other ones. */
@Tag(TestSet.SLOW)
class AssociationsTest {

    @TempDir
    Path folder;

    @Test
    void rows_keep_their_owners_when_associations_refer_to_another_key_even_without_a_foreign_key() throws Exception {
        try (LiveProject live = filled()) {
            Map<String, String> rows = live.rows(Map.of());
            Map<String, String> before = read(live, ToId.CLASSES, ToId.Team.class);

            Autogenerate.Outcome outcome = diff(live, ToNumber.CLASSES);
            assertThat(outcome.warnings()).isEmpty();
            assertThat(outcome.losses()).isEmpty();
            String text = outcome.migration().orElseThrow().text();
            assertThat(text).contains("# Rollback restores all.\n");
            assertThat(text.split("constraintName: membership_pkey"))
                    .hasSize(5); // once dropped and created, there and back
            live.apply(outcome.migration().orElseThrow());
            assertThat(read(live, ToNumber.CLASSES, ToNumber.Team.class)).isEqualTo(before);
            assertThat(diff(live, ToNumber.CLASSES).migration()).isEmpty();

            live.rollback();
            assertThat(live.rows(Map.of())).isEqualTo(rows);
        }
    }

    @Test
    void diff_warns_of_new_foreign_keys_if_the_values_may_refer_to_another_key() throws Exception {
        try (LiveProject live = filled()) {
            live.apply(diff(live, ToNumber.CLASSES).migration().orElseThrow());
            Map<String, String> before = read(live, ToNumber.CLASSES, ToNumber.Team.class);
            Map<String, String> rows = live.rows(Map.of());

            Autogenerate.Outcome outcome = diff(live, ToId.CLASSES);
            assertThat(outcome.warnings().stream()
                            .map(warning -> warning.replaceFirst("\\.fk\\w+", ""))
                            .toList())
                    .containsExactlyInAnyOrder(
                            unknown("box", 4, "team"),
                            unknown("membership", 4, "person"),
                            unknown("membership", 4, "team"),
                            unknown("roles", 4, "person"),
                            unknown("roles", 4, "team"),
                            unknown("team", 2, "person"),
                            unknown("team", 2, "person"),
                            unknown("team", 1, "team"),
                            unknown("team_tags", 4, "team"));
            Migration migration = outcome.migration().orElseThrow();
            assertThat(migration.text())
                    .contains("# Rollback restores all but the values that you change where a comment asks for it.")
                    .containsPattern("""
                            # foreign key team_tags\\.fk\\w+: no foreign key says what the values of 4 rows refer to today, and all of them exist in team\\(nr\\). If that is what they mean, set the new ones here, for instance:
                                # - sql:
                                #     sql: update team_tags set team = \\(select r.id from team r where r.nr = team_tags.team\\) where team is not null
                            """);
        }
    }

    private static String unknown(String table, int rows, String target) {
        return "foreign key %s: no foreign key says what the values of %s refer to today, and all of them exist in %s(nr); they stay as they are, and will refer to %3$s(id)"
                .formatted(table, rows == 1 ? "1 row" : rows + " rows", target);
    }

    private LiveProject filled() throws Exception {
        LiveProject live = LiveProject.in(folder);
        live.apply(diff(live, ToId.CLASSES).migration().orElseThrow());
        try (SessionFactory factory = factory(live, ToId.CLASSES)) {
            factory.inTransaction(session -> {
                ToId.Person ann = new ToId.Person(1, 2);
                ToId.Person bob = new ToId.Person(2, 3);
                ToId.Person eve = new ToId.Person(3, 1);
                List.of(ann, bob, eve).forEach(session::persist);
                ToId.Team red = new ToId.Team(1, 2, ann, bob);
                ToId.Team blue = new ToId.Team(2, 1, bob, eve);
                session.persist(red);
                blue.rival = red;
                session.persist(blue);
            });
        }
        return live;
    }

    @Test
    void a_key_of_two_columns_keeps_its_values_when_only_its_foreign_key_goes() throws Exception {
        try (LiveProject live = LiveProject.in(folder)) {
            live.apply(diff(live, Kept.CLASSES).migration().orElseThrow());
            live.database()
                    .execute("insert into place (floor, aisle) values (1, 2), (2, 1);"
                            + " insert into crate (id, x, y) values (10, 1, 2), (20, 2, 1)");

            Autogenerate.Outcome outcome = diff(live, Dropped.CLASSES);

            assertThat(outcome.operations().stream().map(OperationText::line).toList())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("- foreign key crate.");
        }
    }

    static class Kept {
        static final List<Class<?>> CLASSES = List.of(Place.class, Crate.class);

        record PlaceId(long floor, long aisle) implements Serializable {}

        @Entity(name = "place")
        @IdClass(PlaceId.class)
        static class Place {
            @Id
            long floor;

            @Id
            long aisle;
        }

        @Entity(name = "crate")
        static class Crate {
            @Id
            long id;

            @ManyToOne
            @JoinColumn(name = "x", referencedColumnName = "floor")
            @JoinColumn(name = "y", referencedColumnName = "aisle")
            Place place;
        }
    }

    static class Dropped {
        static final List<Class<?>> CLASSES = List.of(Place.class, Crate.class);

        record PlaceId(long floor, long aisle) implements Serializable {}

        @Entity(name = "place")
        @IdClass(PlaceId.class)
        static class Place {
            @Id
            long floor;

            @Id
            long aisle;
        }

        @Entity(name = "crate")
        static class Crate {
            @Id
            long id;

            @ManyToOne
            @JoinColumns(
                    value = {
                        @JoinColumn(name = "x", referencedColumnName = "floor"),
                        @JoinColumn(name = "y", referencedColumnName = "aisle")
                    },
                    foreignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT))
            Place place;
        }
    }

    static class ToId {
        static final List<Class<?>> CLASSES = List.of(Team.class, Person.class, Box.class);

        @Entity(name = "person")
        static class Person implements Serializable {
            @Id
            long id;

            @Column(unique = true)
            long nr;

            Person() {}

            Person(long id, long nr) {
                this.id = id;
                this.nr = nr;
            }
        }

        @Entity(name = "box")
        static class Box implements Serializable {
            @Id
            long id;

            Box() {}

            Box(long id) {
                this.id = id;
            }
        }

        @Entity(name = "team")
        static class Team implements Serializable {
            @Id
            long id;

            @Column(unique = true)
            long nr;

            @ElementCollection
            @CollectionTable(joinColumns = @JoinColumn(name = "team"))
            Set<String> tags;

            @ManyToMany
            @JoinTable(
                    name = "membership",
                    joinColumns = @JoinColumn(name = "team"),
                    inverseJoinColumns = @JoinColumn(name = "person"))
            Set<Person> members;

            @OneToMany(cascade = jakarta.persistence.CascadeType.ALL)
            @JoinColumn(name = "team")
            Set<Box> boxes;

            @ElementCollection
            @CollectionTable(name = "roles", joinColumns = @JoinColumn(name = "team"))
            @MapKeyJoinColumn(name = "person")
            Map<Person, String> roles;

            @ManyToOne
            @JoinColumn(name = "boss")
            Person boss;

            @ManyToOne
            @JoinColumn(name = "deputy")
            Person deputy;

            @ManyToOne
            @JoinColumn(name = "guest")
            Person guest;

            @OneToOne
            @JoinColumn(name = "owner")
            Person owner;

            @ManyToOne
            @JoinColumn(name = "rival")
            Team rival;

            Team() {}

            Team(long id, long nr, Person one, Person two) {
                this.id = id;
                this.nr = nr;
                tags = Set.of("a" + id, "b");
                members = Set.of(one, two);
                boxes = Set.of(new Box(10 * id), new Box(10 * id + 1));
                roles = Map.of(one, "x", two, "y");
                boss = one;
                deputy = two;
                guest = one;
                owner = two;
            }
        }
    }

    static class ToNumber {
        static final List<Class<?>> CLASSES = List.of(Team.class, Person.class, Box.class);

        @Entity(name = "person")
        static class Person implements Serializable {
            @Id
            long id;

            @Column(unique = true)
            long nr;
        }

        @Entity(name = "box")
        static class Box implements Serializable {
            @Id
            long id;
        }

        @Entity(name = "team")
        static class Team implements Serializable {
            @Id
            long id;

            @Column(unique = true)
            long nr;

            @ElementCollection
            @CollectionTable(joinColumns = @JoinColumn(name = "team", referencedColumnName = "nr"))
            Set<String> tags;

            @ManyToMany
            @JoinTable(
                    name = "membership",
                    joinColumns = @JoinColumn(name = "team", referencedColumnName = "nr"),
                    inverseJoinColumns = @JoinColumn(name = "person", referencedColumnName = "nr"))
            Set<Person> members;

            @OneToMany
            @JoinColumn(name = "team", referencedColumnName = "nr")
            Set<Box> boxes;

            @ElementCollection
            @CollectionTable(name = "roles", joinColumns = @JoinColumn(name = "team", referencedColumnName = "nr"))
            @MapKeyJoinColumn(name = "person", referencedColumnName = "nr")
            Map<Person, String> roles;

            @ManyToOne
            @JoinColumn(name = "boss", referencedColumnName = "nr")
            Person boss;

            @ManyToOne
            @JoinColumn(
                    name = "deputy",
                    referencedColumnName = "nr",
                    foreignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT))
            Person deputy;

            @ManyToOne
            @NotFound(action = NotFoundAction.IGNORE)
            @JoinColumn(name = "guest", referencedColumnName = "nr")
            Person guest;

            @OneToOne
            @JoinColumn(name = "owner", referencedColumnName = "nr")
            Person owner;

            @ManyToOne
            @JoinColumn(
                    name = "rival",
                    referencedColumnName = "nr",
                    foreignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT))
            Team rival;
        }
    }

    private static Autogenerate.Outcome diff(LiveProject live, List<Class<?>> classes) throws Exception {
        var model = Mapping.of(
                ModelClasses.of(classes.toArray(Class<?>[]::new)),
                TestProject.NAMING,
                AssociationsTest.class.getClassLoader());
        return live.diff(autogenerate -> autogenerate.run(HibernateModel.of(model)), "none");
    }

    /** The values of each attribute, associations as the keys at the other end. */
    private static Map<String, String> read(LiveProject live, List<Class<?>> classes, Class<?> entity) {
        try (SessionFactory factory = factory(live, classes)) {
            return factory.fromTransaction(session -> {
                Map<String, String> values = new TreeMap<>();
                for (Object row :
                        session.createQuery("from " + entity.getName(), entity).list()) {
                    for (var field : entity.getDeclaredFields()) {
                        values.put(key(row) + "." + field.getName(), text(value(row, field.getName())));
                    }
                }
                return values;
            });
        }
    }

    private static String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> text(e.getKey()) + "=" + text(e.getValue()))
                    .collect(Collectors.toCollection(TreeSet::new))
                    .toString();
        }
        if (value instanceof Set<?> set) {
            return set.stream()
                    .map(AssociationsTest::text)
                    .collect(Collectors.toCollection(TreeSet::new))
                    .toString();
        }
        return value == null || value instanceof String || value instanceof Long ? "" + value : "#" + key(value);
    }

    private static Object key(Object entity) {
        return value(org.hibernate.Hibernate.unproxy(entity), "id");
    }

    private static Object value(Object entity, String field) {
        try {
            return entity.getClass().getDeclaredField(field).get(entity);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SessionFactory factory(LiveProject live, List<Class<?>> classes) {
        MetadataSources sources = new MetadataSources(new StandardServiceRegistryBuilder()
                .applySettings(Map.copyOf(TestProject.NAMING))
                .applySetting("hibernate.connection.url", live.database().url())
                .applySetting("hibernate.connection.username", live.database().username())
                .applySetting("hibernate.connection.password", live.database().password())
                .build());
        classes.forEach(sources::addAnnotatedClass);
        return sources.buildMetadata().buildSessionFactory();
    }
}
