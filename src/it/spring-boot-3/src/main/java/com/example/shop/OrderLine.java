package com.example.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.util.UUID;

@Entity
@Table(indexes = @Index(columnList = "productCode"))
public class OrderLine {

    @Id
    @GeneratedValue
    UUID id;

    String productCode;

    int itemCount;
}
