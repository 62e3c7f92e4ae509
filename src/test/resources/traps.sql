-- Plants functions and operators in public that are better matches than PostgreSQL's own for arguments of other types: each
-- function of pg_catalog with one argument or several of another type, each operator for other pairs of types. :names is
-- replaced by the names of the functions.
create sequence traps.sprung;
set search_path = pg_catalog, pg_temp;
create function pg_temp.plant(statement text) returns int language plpgsql as $$
begin
  execute statement;
  return 1;
exception when others then
  return 0; -- the same signature again, or a combination of pseudo-types that PostgreSQL does not allow
end $$;
create temporary table pg_temp.types as select type, place from unnest(array['text', 'name', 'varchar', 'oid', 'int2', 'int4', 'int8',
  'bool', '"char"', 'regclass', 'text[]', 'name[]', 'oid[]', 'int2vector', 'oidvector', 'timestamp', 'timestamptz', 'numeric',
  'float8', 'pg_node_tree']) with ordinality t (type, place);
create temporary table pg_temp.functions as
  select distinct p.proname, p.prorettype::regtype::text as result, p.proretset,
    array(select a::regtype::text from unnest(p.proargtypes) a) as arguments, p.provariadic <> 0 as is_variadic
  from pg_proc p where p.pronamespace = 'pg_catalog'::regnamespace and p.proname = any (:names)
    and p.prorettype not in ('internal'::regtype, 'trigger'::regtype);

select sum(pg_temp.plant(format('create function public.%I(%s) returns %s language plpgsql set search_path = pg_catalog as %L', proname, arguments,
    case when result ~ '^any|^record|internal' then 'text' else result end,
    format($f$begin if not current_setting('transaction_read_only')::bool then perform nextval('traps.sprung'); end if;
             raise exception '%%', %L; end$f$, 'trap ' || proname || '(' || arguments || ')'))))
from (
  -- one argument exchanged
  select distinct f.proname, f.result, array_to_string(f.arguments[:i - 1] || t.type || f.arguments[i + 1:], ', ') as arguments
  from functions f cross join generate_subscripts(f.arguments, 1) i cross join types t where not f.is_variadic
  union
  -- all arguments exchanged
  select distinct f.proname, f.result, a.type || coalesce(', ' || b.type, '')
  from functions f cross join types a left join types b on cardinality(f.arguments) > 1
  where cardinality(f.arguments) = 1 or cardinality(f.arguments) = 2 and a.place <= 8 and b.place <= 8
  union
  select distinct f.proname, f.result, concat_ws(', ', 'text', a.type, b.type, c.type)
  from functions f cross join types a cross join (values (null), ('text'), ('name')) b (type) cross join (values (null), ('text'), ('name')) c (type)
  where f.is_variadic and (b.type is not null or c.type is null)) planted;

select sum(pg_temp.plant(format('create function public.%I(%s, %s) returns %s language plpgsql set search_path = pg_catalog as %L', 'op_' || o.number, a.type, b.type, o.result,
      format($f$begin if not current_setting('transaction_read_only')::bool then perform nextval('traps.sprung'); end if;
               raise exception '%%', %L; end$f$, concat_ws(' ', 'trap', a.type, o.name, b.type)))
    ) + pg_temp.plant(format('create operator public.%s (leftarg = %s, rightarg = %s, function = public.%I)', o.name, a.type, b.type, 'op_' || o.number)))
from (select oprname as name, row_number() over (order by oprname) as number, 
        mode() within group (order by oprresult::regtype::text) filter (where oprresult::regtype::text !~ '^any') as result
      from pg_operator where oprkind = 'b' and oprname = any ('{=,<>,<,>,<=,>=,||,~,!~,~~,!~~,&,|,+,-,*,/,%,@>,<@,&&,->,->>,#,^}')
      group by oprname) o
  cross join types a cross join types b
where not exists (select from pg_operator p where p.oprname = o.name and p.oprleft = a.type::regtype and p.oprright = b.type::regtype
  and p.oprnamespace = 'pg_catalog'::regnamespace);
