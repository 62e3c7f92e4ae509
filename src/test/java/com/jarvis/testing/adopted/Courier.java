package com.jarvis.testing.adopted;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

@Entity
@Table(indexes = @Index(columnList = "phone"))
public class Courier {
    @Id
    Long id;

    @ManyToOne
    Parcel parcel;

    String phone;

    @Column(unique = true)
    String badge;
}
