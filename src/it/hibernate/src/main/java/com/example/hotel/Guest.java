package com.example.hotel;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.OneToMany;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

@Entity
public class Guest {

    @Id
    long id;

    /** A type of an extension of PostgreSQL. */
    @Column(columnDefinition = "citext")
    String emailAddress;

    @NotNull
    @Digits(integer = 5, fraction = 2)
    BigDecimal bonusPoints;

    @Embedded
    @AttributeOverride(name = "familyName", column = @Column(length = 40))
    FullName fullName;

    @ManyToMany
    Set<Guest> travelCompanions;

    @OneToMany
    List<Stay> pastStays;

    @ElementCollection
    List<FullName> formerNames;

    /** A component, whose path is in its columns' names. */
    @Embeddable
    public static class FullName {

        String givenName;

        String familyName;
    }
}
