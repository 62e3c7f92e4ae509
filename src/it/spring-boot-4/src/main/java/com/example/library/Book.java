package com.example.library;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import java.util.List;
import java.util.Set;
import org.hibernate.envers.Audited;

@Entity
@Audited
public class Book extends Publication {

    @Enumerated(EnumType.STRING)
    Binding coverBinding;

    @ManyToMany
    Set<Book> relatedBooks;

    @OneToMany
    @OrderColumn
    List<Magazine> mentionedIn;

    /** An enum, with its CHECK. */
    public enum Binding {
        HARD,
        SOFT
    }
}
