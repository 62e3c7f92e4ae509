package com.example.hotel;

import java.util.List;

/** Mapped in META-INF/rooms.xml. */
public class Room {

    int number;

    String doorCode;

    List<Integer> bedSizes;
}
