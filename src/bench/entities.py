#!/usr/bin/env python3
"""Writes a model of N tables as Hibernate entities, and as SQLAlchemy models for Alembic.

usage: entities.py N tree|chain JAVA_FOLDER PYTHON_FILE

Every table has a key, text, number, time, enum and JSON columns, a unique constraint, an index, and a foreign key: in a
chain to the table before it, in a tree to one of which two others are children.
"""
import pathlib
import sys

n, shape, java, python = int(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4])
parent_of = (lambda i: i - 1) if shape == "chain" else (lambda i: (i - 1) // 2)
package = java / "bench"
package.mkdir(parents=True, exist_ok=True)
for i in range(n):
    parent = "" if i == 0 else f"""
    @ManyToOne(optional = false)
    @JoinColumn(name = "parent_id", foreignKey = @ForeignKey(name = "fk_t{i}_parent"))
    T{parent_of(i)} parent;
"""
    index = f'indexes = @Index(name = "ix_t{i}_name", columnList = "name, made desc"),'
    (package / f"T{i}.java").write_text(f"""package bench;

import jakarta.persistence.*;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

@Entity
@Table(name = "t{i}", {index} uniqueConstraints = @UniqueConstraint(name = "uq_t{i}_code", columnNames = "code"))
public class T{i} {{
    public enum Kind {{ A, B, C }}

    @Id @GeneratedValue(strategy = GenerationType.IDENTITY) Long id;
    @Column(nullable = false, length = 100) String name;
    @Column(length = 20) String code;
    @Column(precision = 19, scale = 4) BigDecimal amount;
    @ColumnDefault("now()") Instant made;
    @Enumerated(EnumType.STRING) Kind kind;
    @JdbcTypeCode(SqlTypes.JSON) Map<String, String> data;
    boolean active;
    int number;
{parent}}}
""")

lines = ["from sqlalchemy import *", "from sqlalchemy.dialects.postgresql import JSONB", "metadata = MetaData()"]
for i in range(n):
    parent = "" if i == 0 else f""",
    Column("parent_id", BigInteger, ForeignKey("t{parent_of(i)}.id", name="fk_t{i}_parent"), nullable=False)"""
    lines.append(f"""t = Table("t{i}", metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("name", String(100), nullable=False), Column("code", String(20)), Column("amount", Numeric(19, 4)),
    Column("made", TIMESTAMP(timezone=True), server_default=text("now()")), Column("kind", String(255)),
    Column("data", JSONB), Column("active", Boolean, nullable=False), Column("number", Integer, nullable=False),
    UniqueConstraint("code", name="uq_t{i}_code"),
    CheckConstraint("kind in ('A','B','C')", name="t{i}_kind_check"){parent})
Index("ix_t{i}_name", t.c.name, t.c.made.desc())""")
python.write_text("\n".join(lines) + "\n")
