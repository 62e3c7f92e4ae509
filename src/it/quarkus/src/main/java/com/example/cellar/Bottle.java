package com.example.cellar;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.math.BigDecimal;

@Entity
public class Bottle {

    @Id
    @GeneratedValue
    public Long id;

    @Column(precision = 9, scale = 3)
    public BigDecimal volumeInLitres;
}
