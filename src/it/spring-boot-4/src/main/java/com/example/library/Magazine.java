package com.example.library;

import jakarta.persistence.Entity;
import org.hibernate.envers.Audited;

@Entity
@Audited
public class Magazine extends Publication {

    short issueNumber;
}
