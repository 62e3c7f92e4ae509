package com.jarvis.testing.adopted;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;

@Entity
public class Event {
    @Id
    Long id;

    LocalDateTime startsAt;

    Instant seenAt;

    LocalTime daily;

    Instant[] alarms;
}
