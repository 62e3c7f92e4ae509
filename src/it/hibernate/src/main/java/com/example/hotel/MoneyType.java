package com.example.hotel;

import java.math.BigDecimal;
import org.hibernate.boot.model.TypeContributions;
import org.hibernate.boot.model.TypeContributor;
import org.hibernate.service.ServiceRegistry;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.AbstractClassJavaType;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.descriptor.jdbc.JdbcTypeIndicators;

/** The type of columns for {@link Money}. Hibernate finds it through META-INF/services: no setting and no entity names it. */
public class MoneyType extends AbstractClassJavaType<Money> implements TypeContributor {

    public MoneyType() {
        super(Money.class);
    }

    @Override
    public void contribute(TypeContributions types, ServiceRegistry services) {
        types.contributeJavaType(this);
    }

    @Override
    public JdbcType getRecommendedJdbcType(JdbcTypeIndicators indicators) {
        return indicators.getJdbcType(SqlTypes.NUMERIC);
    }

    @Override
    public <X> X unwrap(Money money, Class<X> type, WrapperOptions options) {
        return money == null ? null : type.cast(money.amount());
    }

    @Override
    public <X> Money wrap(X amount, WrapperOptions options) {
        return amount == null ? null : new Money((BigDecimal) amount);
    }
}
