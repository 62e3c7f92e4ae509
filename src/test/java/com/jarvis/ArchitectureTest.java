package com.jarvis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Packages point one way; a class that needs another direction is in the wrong folder. */
@AnalyzeClasses(packages = "com.jarvis", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packages_of_the_migrator_point_one_way = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("liquibase")
            .definedBy("com.jarvis.migrator.liquibase..")
            .layer("changelog")
            .definedBy("com.jarvis.migrator.changelog..")
            .layer("diff")
            .definedBy("com.jarvis.migrator.diff..")
            .layer("catalog")
            .definedBy("com.jarvis.migrator.catalog..")
            .layer("lint")
            .definedBy("com.jarvis.migrator.lint..")
            .layer("picture")
            .definedBy("com.jarvis.migrator.picture..")
            .layer("hibernate")
            .definedBy("com.jarvis.migrator.hibernate..")
            .layer("embedded")
            .definedBy("com.jarvis.migrator.embedded..")
            .whereLayer("liquibase")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("changelog")
            .mayOnlyBeAccessedByLayers("liquibase")
            .whereLayer("diff")
            .mayOnlyBeAccessedByLayers("changelog", "liquibase")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("diff", "changelog", "picture", "liquibase")
            .whereLayer("picture")
            .mayOnlyBeAccessedByLayers("liquibase")
            .whereLayer("lint")
            .mayOnlyBeAccessedByLayers("liquibase")
            .whereLayer("hibernate")
            .mayOnlyBeAccessedByLayers("liquibase")
            .whereLayer("embedded")
            .mayOnlyBeAccessedByLayers("liquibase");

    @ArchTest
    static final ArchRule the_migrator_knows_nothing_of_the_model = noClasses()
            .that()
            .resideInAPackage("com.jarvis.migrator..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.jarvis.model..");

    @ArchTest
    static final ArchRule the_model_knows_nothing_of_the_migrator = noClasses()
            .that()
            .resideInAPackage("com.jarvis.model..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.jarvis.migrator..");
}
