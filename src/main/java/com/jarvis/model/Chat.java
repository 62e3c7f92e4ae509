package com.jarvis.model;

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
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;

/** A conversation of a user with Jarvis. */
@Entity
@Table(name = "chats", indexes = @Index(name = "ix_chats_user_id_created_at", columnList = "user_id, createdAt desc"))
public class Chat {

    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    private UUID id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(foreignKey = @ForeignKey(name = "fk_chats_user_id"))
    @OnDelete(action = OnDeleteAction.CASCADE)
    private User user;

    /** Null until Jarvis has chosen a title. */
    @Column(length = 200)
    private String title;

    @Column(nullable = false)
    @ColumnDefault("now()")
    private Instant createdAt;

    @Column(nullable = false)
    @ColumnDefault("now()")
    private Instant updatedAt;
}
