set local role app_owner;
set local search_path to bay;
create table cargo (id bigint primary key);
