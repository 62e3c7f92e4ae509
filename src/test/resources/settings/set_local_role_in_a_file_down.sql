set local role app_owner;
set local search_path to bay;
drop table cargo;
