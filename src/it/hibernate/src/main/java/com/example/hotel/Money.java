package com.example.hotel;

import java.math.BigDecimal;

/** An amount, for whose column {@link MoneyType} has the type. */
public record Money(BigDecimal amount) {}
