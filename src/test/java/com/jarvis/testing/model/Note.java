package com.jarvis.testing.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.Length;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;

/** Something that a user asked Jarvis to remember. */
@Entity
@Table(name = "notes", indexes = @Index(name = "ix_notes_user_id_created_at", columnList = "user_id, createdAt desc"))
public class Note {

    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    private UUID id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(foreignKey = @ForeignKey(name = "fk_notes_user_id"))
    @OnDelete(action = OnDeleteAction.CASCADE)
    private User user;

    @Column(length = 200, nullable = false)
    private String title;

    @Column(length = Length.LONG32, nullable = false)
    private String body;

    @Column(nullable = false)
    @ColumnDefault("now()")
    private Instant createdAt;

    @Column(nullable = false)
    @ColumnDefault("now()")
    private Instant updatedAt;
}
