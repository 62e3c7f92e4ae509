package com.jarvis.testing.adopted;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

@Entity
public class Page {
    @Id
    Long id;

    @ManyToOne
    Folder folder;
}
