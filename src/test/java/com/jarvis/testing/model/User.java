package com.jarvis.testing.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.ColumnDefault;

/** A person who talks to Jarvis. */
@Entity
@Table(name = "users", uniqueConstraints = @UniqueConstraint(name = "uq_users_email", columnNames = "email"))
public class User {

    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    private UUID id;

    /** RFC 5321 permits 64 octets before the @ and 255 after it. */
    @Column(length = 320, nullable = false)
    private String email;

    @Column(length = 200, nullable = false)
    private String displayName;

    @Column(nullable = false)
    @ColumnDefault("now()")
    private Instant createdAt;

    @Column(nullable = false)
    @ColumnDefault("now()")
    private Instant updatedAt;
}
