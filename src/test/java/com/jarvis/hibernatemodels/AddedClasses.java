package com.jarvis.hibernatemodels;

import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

/** The mapped classes that methods add to a {@code MetadataSources} or {@code Configuration}, from their byte code. */
final class AddedClasses extends ClassVisitor {

    private final ClassLoader loader;
    private final Map<String, List<String>> lists = new LinkedHashMap<>();

    private AddedClasses(ClassLoader loader) {
        super(Opcodes.ASM9);
        this.loader = loader;
    }

    /** The names of the classes, by the method's name and the number of the model in it. */
    static Map<String, List<String>> in(byte[] file, ClassLoader loader) {
        AddedClasses added = new AddedClasses(loader);
        new ClassReader(file).accept(added, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return added.lists;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        return new MethodVisitor(Opcodes.ASM9) {

            private final List<String> constants = new ArrayList<>();
            private List<String> model = new ArrayList<>();
            private int number;

            @Override
            public void visitLdcInsn(Object value) {
                if (value instanceof Type type && type.getSort() == Type.OBJECT && isMapped(type.getClassName())) {
                    constants.add(type.getClassName());
                }
            }

            @Override
            public void visitMethodInsn(
                    int opcode, String owner, String called, String signature, boolean isInterface) {
                if (called.equals("addAnnotatedClass") || called.equals("addAnnotatedClasses")) {
                    model.addAll(constants);
                } else if (called.equals("<init>")
                        && (owner.endsWith("/MetadataSources") || owner.endsWith("/Configuration"))) {
                    next();
                } else if (!owner.startsWith("org/hibernate")) {
                    return;
                }
                constants.clear();
            }

            @Override
            public void visitEnd() {
                next();
            }

            private void next() {
                if (!model.isEmpty()) {
                    lists.put(name + (number == 0 ? "" : number), model);
                    number++;
                    model = new ArrayList<>();
                }
            }
        };
    }

    private boolean isMapped(String name) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            return Stream.of(Entity.class, Embeddable.class, MappedSuperclass.class, Converter.class)
                    .anyMatch(type::isAnnotationPresent);
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
