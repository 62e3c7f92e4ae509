delete from boat where id < 3;
