package com.example.shop;

import jakarta.persistence.Embeddable;
import jakarta.validation.constraints.Size;

@Embeddable
public class PostalAddress {

    String streetName;

    @Size(max = 10)
    String zipCode;

    Country homeCountry;

    /** An enum, with its CHECK. */
    public enum Country {
        AT,
        CH,
        DE
    }
}
