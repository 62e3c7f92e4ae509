package com.example.shop;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

@Entity
public class Customer {

    @Id
    @GeneratedValue
    Long id;

    @Column(unique = true)
    @NotNull
    @Size(max = 80)
    String emailAddress;

    @Positive
    BigDecimal creditLimit;

    Instant firstSeenAt;

    @ManyToOne
    Customer invitedBy;

    @Embedded
    PostalAddress homeAddress;

    @ManyToMany
    Set<Tag> favouriteTags = new HashSet<>();

    @OneToMany(cascade = CascadeType.ALL)
    List<OrderLine> openOrderLines = new ArrayList<>();

    @ElementCollection
    Set<String> phoneNumbers = new HashSet<>();

    @ElementCollection
    Map<String, PostalAddress> otherAddresses;
}
