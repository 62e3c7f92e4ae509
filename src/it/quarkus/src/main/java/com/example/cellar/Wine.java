package com.example.cellar;

import io.quarkus.hibernate.orm.panache.PanacheEntity;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.OneToMany;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import org.hibernate.envers.Audited;

/** Its id is that of Panache, in a jar. */
@Entity
public class Wine extends PanacheEntity {

    @NotNull
    @Size(max = 60)
    @Audited
    public String labelName;

    public Duration keepFor;

    public OffsetDateTime bottledAt;

    /** The name is a keyword. */
    public String order;

    @Embedded
    public Origin grownIn;

    @ManyToMany
    public Set<Grape> mainGrapes;

    @OneToMany
    public Set<Bottle> openBottles;

    @ElementCollection
    public Map<String, Integer> givenPoints;
}
