--liquibase formatted sql

--changeset test:1_cargo
set local role app_owner;
set local search_path to bay;
create table cargo (id bigint primary key);
--rollback set local role app_owner;
--rollback set local search_path to bay;
--rollback drop table cargo;
