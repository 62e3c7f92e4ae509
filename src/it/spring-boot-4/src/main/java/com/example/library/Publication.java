package com.example.library;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.envers.Audited;

@Entity
@Audited
public abstract class Publication {

    @Id
    @GeneratedValue
    UUID id;

    @NotBlank
    String mainTitle;

    @Max(2100)
    int printedIn;

    Duration readingTime;

    LocalTime returnBefore;

    @CreationTimestamp
    java.time.Instant createdAt;

    @Embedded
    Price listPrice;

    @ElementCollection
    List<String> searchTerms;
}
