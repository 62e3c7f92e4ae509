package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.catalog.Name;
import java.util.List;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.boot.registry.selector.spi.StrategySelector;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.mapping.Table;
import org.hibernate.tool.schema.internal.DefaultSchemaFilterProvider;
import org.hibernate.tool.schema.spi.SchemaFilter;
import org.hibernate.tool.schema.spi.SchemaFilterProvider;

/** The filter of {@code hibernate.hbm2ddl.schema_filter_provider}: what an application leaves to somebody else to create. */
final class SchemaFilters {

    private SchemaFilters() {}

    static SchemaFilter create(Metadata model) {
        return ModelDdl.registry(model)
                .requireService(StrategySelector.class)
                .resolveDefaultableStrategy(
                        SchemaFilterProvider.class,
                        ModelDdl.settings(model).get(SchemaToolingSettings.HBM2DDL_FILTER_PROVIDER),
                        DefaultSchemaFilterProvider.INSTANCE)
                .getCreateFilter();
    }

    /** The tables of the model that the filter leaves out. */
    static List<Name> filteredTables(Metadata model) {
        SchemaFilter filter = create(model);
        SqlStringGenerationContext context = ModelDdl.context(model);
        return model.collectTableMappings().stream()
                .filter(Table::isPhysicalTable)
                .filter(table -> !filter.includeTable(table) || !isIncluded(model, table, filter))
                .map(table -> PostgresNames.of(context, table.getQualifiedTableName()))
                .toList();
    }

    private static boolean isIncluded(Metadata model, Table table, SchemaFilter filter) {
        for (Namespace namespace : model.getDatabase().getNamespaces()) {
            if (namespace.getTables().contains(table)) {
                return filter.includeNamespace(namespace);
            }
        }
        return true;
    }
}
