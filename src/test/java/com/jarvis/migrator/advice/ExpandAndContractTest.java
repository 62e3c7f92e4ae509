package com.jarvis.migrator.advice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpandAndContractTest {

    @Test
    void names_are_quoted_in_SQL_and_as_they_are_in_the_entity() {
        assertThat(ExpandAndContract.ofType("public.\"Note\"", "\"Title\"", "\"Title\"::text"))
                .isEqualTo("""
                  1. Beside the attribute of Title, add one with @Column(name = "Title_new") of the new type:
                       mvn compile liquibase:diff -Donline
                  2. Release code that writes both Title and Title_new.
                  3. Fill in the existing rows, in batches, until none is updated:
                       update public."Note" set "Title_new" = "Title"::text where ctid = any (array(select ctid from public."Note" where "Title_new" is null and "Title" is not null limit 1000))
                  4. Release code that reads Title_new only.
                  5. Remove the attribute of Title:
                       mvn compile liquibase:diff -Donline -Dallow=drop
                """);
    }

    @Test
    void a_column_under_its_new_name_takes_the_values_of_the_old_one() {
        assertThat(ExpandAndContract.ofRename("note", "title", "name").lines())
                .contains("  1. Beside the attribute of title, add one with @Column(name = \"name\"):")
                .anyMatch(line -> line.strip().startsWith("update note set name = title where "));
    }
}
