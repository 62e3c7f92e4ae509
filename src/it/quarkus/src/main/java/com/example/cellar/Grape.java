package com.example.cellar;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.NaturalId;

@Entity
public class Grape {

    @Id
    public int id;

    @NaturalId
    public String commonName;
}
