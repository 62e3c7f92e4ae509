--liquibase formatted sql logicalFilePath:boats.sql

--changeset ann:1
--comment: two statements
create table boat (id int primary key, name text);
create table port (id int primary key);
--rollback drop table port;
--rollback drop table boat;

--changeset ann:function splitStatements:false
create function boats() returns bigint language plpgsql as $$
begin
  return (select count(*) from boat);
end
$$;
--rollback drop function boats();

--changeset ann:delimiter endDelimiter:/
insert into boat values (1, 'a;b')
/
insert into boat values (2, 'c')
/
--rollback delete from boat

--changeset bob:comments stripComments:false
/* kept */ comment on table boat is 'a -- b';
--rollback empty

--changeset bob:condition
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 select count(*) from boat
create table no_boats ();
--rollback empty

--changeset bob:block
do $$ begin perform 1; end $$;
/* liquibase rollback
select 1;
*/

--changeset bob:outside runInTransaction:false
create index concurrently boat_by_name on boat (name);
--rollback drop index concurrently boat_by_name;
