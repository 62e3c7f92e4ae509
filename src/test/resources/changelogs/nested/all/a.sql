--liquibase formatted sql

--changeset ann:view runOnChange:true
create or replace view crew_names as select name from crew;
--rollback drop view crew_names;

--changeset ann:always runAlways:true
insert into crew select coalesce(max(id), 0) + 1, 'again' from crew;
--rollback delete from crew where name = 'again';
