package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Rule;
import java.util.List;

/** All rules there are, in the order in which docs/lint.md lists them. */
public final class Rules {

    /** Each of them keeps no state. */
    public static final List<Rule> ALL = List.of(
            // locks and scans
            new IndexNotConcurrent(),
            new IndexDropNotConcurrent(),
            new ConcurrentlyInTransaction(),
            new ReindexNotConcurrent(),
            new PartitionDetach(),
            new UniqueConstraintBuildsIndex(),
            new AddingPrimaryKey(),
            new AddingExclusionConstraint(),
            new ForeignKeyValidated(),
            new CheckValidated(),
            new ValidateInSameTransaction(),
            new SetNotNullScans(),
            new ChangingColumnType(),
            new VolatileDefault(),
            new AddingNumberedColumn(),
            new AddingStoredColumn(),
            new TableRewrite(),
            new WorkAfterAccessExclusive(),
            new SeveralTablesLocked(),
            new CombineAlterTables(),
            new NoLockTimeout(),
            // running clients
            new DropTable(),
            new DropColumn(),
            new RenameTable(),
            new RenameColumn(),
            new ChangingEnum(),
            new CreatingEnum(),
            new RequiredColumn(),
            new DropNotNull(),
            // data
            new ExistingNulls(),
            new ExistingDuplicates(),
            new ExistingCheckViolations(),
            new ExistingOrphans(),
            new ExistingValuesTooLarge(),
            new WholeTableWrite(),
            new TruncateCascade(),
            new DropDatabase(),
            new DropConstraint(),
            new DataAndSchema(),
            // design
            new KeyWithoutIndex(),
            new RedundantIndex(),
            new WideIndex(),
            new NoPrimaryKey(),
            new SmallKey(),
            new SerialColumn(),
            new JsonColumn(),
            new TimestampColumn(),
            new CharColumn(),
            new VarcharColumn(),
            new LongName(),
            new DomainConstraint(),
            // running and going back
            new MigrationFails(),
            new TransactionNesting(),
            new NotRerunnable(),
            new MissingRollback(),
            new RollbackDiffers(),
            new RollbackLosesData());

    private Rules() {}
}
