package com.jarvis.migrator.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssociationTargetsTest {

    @TempDir
    Path base;

    @Test
    void an_association_refers_to_the_key_of_the_other_table_or_to_the_columns_that_it_names() throws Exception {
        Project project = new Project(base)
                .source("shop.Team", """
                        @Entity class Team implements java.io.Serializable {
                            @Id Long id; Long nr;
                            @ElementCollection @CollectionTable(joinColumns = @JoinColumn(name = "TEAM", referencedColumnName = "nr"))
                            java.util.Set<String> tags;
                        }""")
                .source("shop.Parcel", """
                        @Entity @Table(schema = "MONEY", name = "`Parcel`") class Parcel {
                            @Id Long id;
                            @ManyToOne @JoinColumn(foreignKey = @ForeignKey(ConstraintMode.NO_CONSTRAINT)) Team team;
                            @Embedded Part part;
                        }""")
                .source("shop.Part", "@Embeddable class Part { @ManyToOne @JoinColumn(name = \"`Box`\") Box box; }")
                .source("shop.Box", """
                        @Entity @IdClass(Box.Key.class) class Box {
                            @Id Long id;
                            static class Key implements java.io.Serializable { Long id; }
                        }""");

        project.compile();

        assertThat(AssociationTargets.of(new ModelMetadata(
                                List.of("shop"),
                                Map.of("hibernate.default_schema", "app"),
                                project.base(),
                                project.classLoader())
                        .read()))
                .containsExactlyInAnyOrder(
                        new Reference(
                                new Name("app", "team_tags"), List.of("team"), new Name("app", "team"), List.of("nr")),
                        new Reference(
                                new Name("money", "Parcel"),
                                List.of("team_id"),
                                new Name("app", "team"),
                                List.of("id")),
                        new Reference(
                                new Name("money", "Parcel"), List.of("Box"), new Name("app", "box"), List.of("id")));
    }
}
