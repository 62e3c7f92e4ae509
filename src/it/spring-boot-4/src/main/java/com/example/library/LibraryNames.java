package com.example.library;

import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.ImplicitBasicColumnNameSource;
import org.hibernate.boot.model.naming.ImplicitNamingStrategyComponentPathImpl;

/** Only the application has this class. */
public class LibraryNames extends ImplicitNamingStrategyComponentPathImpl {

    @Override
    public Identifier determineBasicColumnName(ImplicitBasicColumnNameSource source) {
        Identifier name = super.determineBasicColumnName(source);
        return Identifier.toIdentifier(name.getText() + "Value");
    }
}
