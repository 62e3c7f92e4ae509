package com.jarvis.migrator.lint.rules;

import com.jarvis.migrator.lint.rule.Rule;
import java.util.List;

/** All rules, in the order of docs/lint.md. */
public final class Rules {

    /** The rules; they are stateless. */
    public static final List<Rule> ALL = List.of(
            // locks and scans
            new RequireConcurrentIndexCreation(),
            new RequireConcurrentIndexDeletion(),
            new ConcurrentlyInTransaction(),
            new RequireConcurrentReindex(),
            new RequireConcurrentPartitionDetach(),
            new AttachingPartition(),
            new UniqueConstraintBuildsIndex(),
            new AddingPrimaryKey(),
            new AddingExclusionConstraint(),
            new ForeignKeyValidated(),
            new CheckValidated(),
            new ValidateInSameTransaction(),
            new SetNotNullScans(),
            new ChangingColumnType(),
            new AddingVolatileDefault(),
            new AddingNumberedColumn(),
            new AddingStoredGeneratedColumn(),
            new TableRewrite(),
            new WorkAfterAccessExclusive(),
            new SeveralTablesLocked(),
            new CombineAlterTables(),
            new RequireLockTimeout(),
            // running clients
            new BanDropTable(),
            new BanDropColumn(),
            new RenamingTable(),
            new RenamingColumn(),
            new ChangingEnumValue(),
            new CreatingEnum(),
            new AddingRequiredField(),
            new BanDropNotNull(),
            new BanDropObject(),
            new BanDropDefault(),
            new ChangingAccess(),
            // data
            new ExistingNulls(),
            new ExistingDuplicates(),
            new ExistingCheckViolations(),
            new ExistingOrphans(),
            new ExistingValuesDoNotFit(),
            new SequenceBehindRows(),
            new CodeNeedsRows(),
            new WholeTableWrite(),
            new BanTruncateCascade(),
            new BanDropDatabase(),
            new BanDropConstraint(),
            new DataAndSchemaMixed(),
            // design
            new ForeignKeyWithoutIndex(),
            new RedundantIndex(),
            new WideIndex(),
            new TableWithoutPrimaryKey(),
            new PreferBigintOverInt(),
            new PreferIdentity(),
            new PreferJsonb(),
            new PreferTimestamptz(),
            new BanCharField(),
            new PreferTextField(),
            new IdentifierTooLong(),
            new BanDomainConstraint(),
            // running and rolling back
            new MigrationFails(),
            new TransactionNesting(),
            new NotRerunnable(),
            new MissingRollback(),
            new RollbackDiffers(),
            new RollbackLosesData(),
            // outside the database
            new RunsProgram(),
            new UsesServerFile(),
            new ConnectsToServer());

    private Rules() {}
}
