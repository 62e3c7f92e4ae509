package com.jarvis.testing.joined;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.SecondaryTable;
import java.util.List;
import java.util.Set;

/** An entity with a table for a collection, one for an association and a second one for some of its attributes. */
@Entity
@SecondaryTable(name = "crate_size")
public class Crate {
    @Id
    Long id;

    @Column(table = "crate_size")
    Integer height;

    @ElementCollection
    List<String> labels;

    @ManyToMany
    Set<Crate> neighbours;
}
