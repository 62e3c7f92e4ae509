package com.example.library;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.math.BigDecimal;

@Embeddable
public record Price(@Column(precision = 12, scale = 2) BigDecimal netAmount, String currencyCode) {}
