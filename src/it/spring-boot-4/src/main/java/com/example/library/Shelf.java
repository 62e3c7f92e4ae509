package com.example.library;

import java.util.Set;
import java.util.UUID;

/** Mapped in META-INF/shelves.xml. */
public class Shelf {

    UUID id;

    String roomNumber;

    Set<Book> storedBooks;
}
