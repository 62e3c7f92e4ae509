package com.example.cellar;

import jakarta.persistence.Embeddable;

@Embeddable
public class Origin {

    public String countryCode;

    public Boolean isOrganic;
}
