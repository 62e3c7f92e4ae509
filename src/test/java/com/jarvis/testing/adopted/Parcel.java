package com.jarvis.testing.adopted;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class Parcel {
    @Id
    Long id;

    String label;
}
